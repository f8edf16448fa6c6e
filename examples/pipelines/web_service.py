"""A web service: texts cleaned and compared on request, with the kernels ready before the first one.

uvicorn web_service:app
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, HTTPException

from textnorm import Cleaner, Matcher, TextnormError, clean, compare, warm_up


@asynccontextmanager
async def ready(app: FastAPI) -> AsyncIterator[None]:
    warm_up()
    yield


app = FastAPI(title="textnorm", lifespan=ready)
headlines = Matcher.headlines()


@app.post("/clean")
def cleaned(texts: list[str | None], quotes: str = "ascii") -> list[str | None]:
    try:
        return Cleaner(quotes=quotes).many(texts)
    except TextnormError as error:  # its message names the value and the next step
        raise HTTPException(422, str(error)) from None


@app.get("/compare")
def compared(a: str, b: str) -> dict[str, object]:
    pair = compare(clean(a), clean(b), matcher=headlines)
    return {"same": pair.same, "score": round(pair.score, 4), "reasons": pair.reasons}
