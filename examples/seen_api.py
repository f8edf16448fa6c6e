"""An endpoint that says whether a title was seen: ``uvicorn seen_api:app``. Needs fastapi."""

import os

from fastapi import FastAPI

from textnorm import Matcher, open_index

app = FastAPI()
index = open_index(os.environ.get("SEEN_INDEX", "seen.db"), Matcher.headlines())


@app.post("/seen")
def seen(id: str, title: str) -> dict[str, object]:
    matches = index.check_or_add(id, title)
    return {"seen": matches.seen, "matches": [{"id": m.id, "score": m.score, "reasons": m.reasons} for m in matches]}
