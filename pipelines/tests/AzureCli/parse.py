"""Parses command lines with an installed Azure CLI, without running them.

Standard input: a JSON list of argument lists, each without the leading "az". Standard output: a JSON list of the same length that contains
the parser's message for each command line, or null if the command line is valid. The query of a list command must also work on an empty
list, because the command fails if a function in the query does not accept null. Requires the Python for which the Azure CLI is installed.
"""

import contextlib
import io
import itertools
import json
import sys

import jmespath
from azure.cli.core import get_default_cli
from knack.events import EVENT_INVOKER_POST_PARSE_ARGS


def stop(cli, **_):
    """Ends an invocation after parsing, before the CLI signs in."""
    raise SystemExit(0)


def parse(cli, arguments, messages):
    """Returns the CLI's message if it rejects the arguments, otherwise None. The CLI's output is redirected to messages."""
    messages.seek(0)
    messages.truncate()
    try:
        code = cli.invoke(arguments)
    except SystemExit as ended:
        code = ended.code
    return None if code == 0 else messages.getvalue().strip() or f"exit code {code}"


def check_query(arguments):
    """Returns the reason that a list command's query fails on an empty list, or None if the query does not fail."""
    command = list(itertools.takewhile(lambda argument: not argument.startswith("-"), arguments))
    if command[-1:] != ["list"] or "--query" not in arguments:
        return None
    query = arguments[arguments.index("--query") + 1]
    try:
        jmespath.search(query, [])
    except jmespath.exceptions.JMESPathError as error:
        return f"the query {query} fails on an empty list: {error}"
    return None


command_lines = json.load(sys.stdin)
azure_cli = get_default_cli()
azure_cli.register_event(EVENT_INVOKER_POST_PARSE_ARGS, stop)
output = io.StringIO()
with contextlib.redirect_stderr(output), contextlib.redirect_stdout(output):
    results = [parse(azure_cli, arguments, output) or check_query(arguments) for arguments in command_lines]
json.dump(results, sys.stdout)
