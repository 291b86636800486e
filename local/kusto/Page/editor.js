// Microsoft's Monaco editor with the Kusto language: syntax highlighting, completion, hover and diagnostics with the live schema.

const cluster = 'https://local.kusto';

export async function createEditor(element, text, theme) {
  self.MonacoEnvironment = { getWorkerUrl: () => new URL('page/vs/base/worker/workerMain.js', document.baseURI).href };
  window.require.config({ paths: { vs: new URL('page/vs', document.baseURI).href } });
  await new Promise((resolve, reject) =>
    window.require(['vs/editor/editor.main', 'vs/language/kusto/monaco.contribution'], resolve, reject));
  const monaco = window.monaco;
  monaco.languages.kusto.kustoDefaults.setLanguageSettings({
    ...monaco.languages.kusto.kustoDefaults.languageSettings,
    useIntellisenseV2: true,
    enableHover: true,
    newlineAfterPipe: true,
  });
  const editor = monaco.editor.create(element, {
    value: text,
    language: 'kusto',
    theme: themeOf(theme),
    automaticLayout: true,
    minimap: { enabled: false },
    fontSize: 13.5,
    lineNumbersMinChars: 3,
    scrollBeyondLastLine: false,
    padding: { top: 10, bottom: 10 },
    suggestSelection: 'first',
    suggest: { showWords: false },
    renderLineHighlight: 'all',
    fixedOverflowWidgets: true,
    ariaLabel: 'Query',
  });
  return new QueryEditor(monaco, editor);
}

class QueryEditor {
  constructor(monaco, editor) {
    this.monaco = monaco;
    this.editor = editor;
  }

  get text() { return this.editor.getValue(); }

  set text(value) {
    this.editor.pushUndoStop();
    this.editor.executeEdits('page', [{ range: this.editor.getModel().getFullModelRange(), text: value }]);
    this.editor.pushUndoStop();
    this.editor.focus();
  }

  /** Returns the selected text, or the query at the cursor (the lines up to the next blank lines), and its position in the editor. */
  current() {
    const model = this.editor.getModel();
    const selection = this.editor.getSelection();
    if (!selection.isEmpty())
      return { text: model.getValueInRange(selection), line: selection.startLineNumber, column: selection.startColumn };
    const isBlank = line => model.getLineContent(line).trim() === '';
    let first = this.editor.getPosition().lineNumber;
    while (first > 1 && isBlank(first))
      first--;
    let last = first;
    while (first > 1 && !isBlank(first - 1))
      first--;
    while (last < model.getLineCount() && !isBlank(last + 1))
      last++;
    return { text: model.getValueInRange(new this.monaco.Range(first, 1, last, model.getLineMaxColumn(last))), line: first, column: 1 };
  }

  insert(text) {
    this.editor.executeEdits('page', [{ range: this.editor.getSelection(), text, forceMoveMarkers: true }]);
    this.editor.focus();
  }

  /** Appends a query to the text and moves the cursor to its last line. */
  append(query) {
    const before = this.text.trimEnd();
    this.text = before ? `${before}\n\n${query}` : query;
    const last = this.editor.getModel().getLineCount();
    this.editor.setPosition({ lineNumber: last, column: 1 });
    this.editor.revealLine(last);
  }

  goTo(line, column) {
    this.editor.setPosition({ lineNumber: line, column });
    this.editor.revealLineInCenter(line);
    this.editor.focus();
  }

  format() { return this.editor.getAction('editor.action.formatDocument').run(); }

  setTheme(theme) { this.monaco.editor.setTheme(themeOf(theme)); }

  onRun(run) {
    const { KeyMod, KeyCode } = this.monaco;
    this.editor.addCommand(KeyMod.Shift | KeyCode.Enter, run);
    this.editor.addCommand(KeyMod.CtrlCmd | KeyCode.Enter, run);
    this.editor.addCommand(KeyCode.F5, run);
  }

  async setSchema(schema, database) {
    const workers = await this.monaco.languages.kusto.getKustoWorker();
    const worker = await workers(this.editor.getModel().uri);
    await worker.setSchemaFromShowSchema(schema, cluster, database);
  }
}

const themeOf = theme => (theme === 'dark' ? 'kusto-dark' : 'kusto-light');
