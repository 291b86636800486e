# Returns one flight by its id, and the flights that depart from an airport within a period.
import os
from contextlib import asynccontextmanager
from datetime import datetime

import asyncpg
from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

MAX_LIMIT = 1000

FLIGHT = "SELECT jsonb_strip_nulls(state)::text FROM flights WHERE flight_id = $1"

DEPARTURES = """
SELECT jsonb_strip_nulls(state)::text FROM flights
WHERE origin = $1 AND scheduled_departure >= $2 AND scheduled_departure < $3
ORDER BY scheduled_departure DESC, flight_id DESC LIMIT $4"""


async def flight(request):
    state = await request.app.state.database.fetchval(FLIGHT, request.path_params["flight_id"])
    if state is None:
        return JSONResponse({"error": "The flight is unknown."}, status_code=404)
    return Response(state, media_type="application/json")


async def flights(request):
    try:
        query = request.query_params
        start, end = (datetime.fromisoformat(query[name]) for name in ("from", "to"))
        limit = int(query.get("limit", "100"))
        if start.tzinfo is None or end.tzinfo is None or not 1 <= limit <= MAX_LIMIT:
            raise ValueError
        origin = query["origin"]
    except (KeyError, ValueError):
        return JSONResponse({"error": f"Required: origin, from and to with offsets, limit up to {MAX_LIMIT}."}, status_code=400)
    rows = await request.app.state.database.fetch(DEPARTURES, origin, start, end, limit)
    return Response('{"value":[' + ",".join(row[0] for row in rows) + "]}", media_type="application/json")


@asynccontextmanager
async def lifespan(application):
    async with asyncpg.create_pool(os.environ["POSTGRES"], max_size=16) as application.state.database:
        yield


app = Starlette(routes=[Route("/flights/{flight_id}", flight), Route("/flights", flights)], lifespan=lifespan)
