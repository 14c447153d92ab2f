"""OpenAI's chat over server-sent events as SGLang's Python front makes it, in front of an engine that costs next to nothing.

usage: front.py [TOKENS_PER_SECOND]

FastAPI's StreamingResponse on uvicorn (uvloop, httptools); a token is one pydantic model, made and dumped, as in SGLang's
serving_chat.py (ChatCompletionStreamResponse). Without a rate tokens are there as fast as they are taken; with one, every
running answer gets a token in each step of a shared clock, whose text is the time of the step.
"""

import asyncio
import socket
import sys
import time
import uuid
from typing import List, Literal, Optional, Union

import fastapi
import pydantic
import uvicorn
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

WORDS = "slipway "


class Message(BaseModel):
    role: str
    content: str


class ChatCompletionRequest(BaseModel):
    messages: List[Message]
    model: str
    max_tokens: int
    temperature: float = 1.0
    stream: bool = False


class DeltaMessage(BaseModel):
    role: Optional[str] = None
    content: Optional[str] = None
    reasoning_content: Optional[str] = None
    tool_calls: Optional[List[dict]] = None


class ChatCompletionResponseStreamChoice(BaseModel):
    index: int
    delta: DeltaMessage
    logprobs: Optional[dict] = None
    finish_reason: Optional[Literal["stop", "length", "tool_calls", "content_filter", "function_call", "abort"]] = None
    matched_stop: Union[None, int, str] = None


class UsageInfo(BaseModel):
    prompt_tokens: int = 0
    total_tokens: int = 0
    completion_tokens: Optional[int] = 0


class ChatCompletionStreamResponse(BaseModel):
    id: str
    object: str = "chat.completion.chunk"
    created: int = Field(default_factory=lambda: int(time.time()))
    model: str
    choices: List[ChatCompletionResponseStreamChoice]
    usage: Optional[UsageInfo] = None


if pydantic.VERSION.startswith("1."):
    dump = ChatCompletionStreamResponse.json
else:
    dump = ChatCompletionStreamResponse.model_dump_json


class Steps:
    """A clock at which every running answer gets a token."""

    def __init__(self, rate: float):
        self.pace = 1 / rate
        self.running = set()
        self.clock = None

    async def run(self):
        due = time.monotonic()
        while True:
            due = max(due + self.pace, time.monotonic() - self.pace)
            await asyncio.sleep(due - time.monotonic())
            text = str(time.monotonic_ns())
            for queue in self.running:
                queue.put_nowait(text)

    async def tokens(self, count: int):
        self.clock = self.clock or asyncio.create_task(self.run())
        queue = asyncio.Queue()
        self.running.add(queue)
        try:
            for _ in range(count):
                yield await queue.get()
        finally:
            self.running.discard(queue)


async def fast(count: int):
    for i in range(count):
        yield WORDS[i % len(WORDS)]


tokens = Steps(float(sys.argv[1])).tokens if len(sys.argv) > 1 else fast
app = fastapi.FastAPI()


@app.post("/v1/chat/completions")
async def chat(request: ChatCompletionRequest):
    return StreamingResponse(stream(request), media_type="text/event-stream")


async def stream(request: ChatCompletionRequest):
    id = uuid.uuid4().hex

    def chunk(delta: DeltaMessage, finish_reason=None) -> str:
        choice = ChatCompletionResponseStreamChoice(index=0, delta=delta, finish_reason=finish_reason)
        return f"data: {dump(ChatCompletionStreamResponse(id=id, created=int(time.time()), choices=[choice], model=request.model))}\n\n"

    yield chunk(DeltaMessage(role="assistant", content=""))
    async for text in tokens(request.max_tokens):
        yield chunk(DeltaMessage(content=text))
    yield chunk(DeltaMessage(), "length")
    yield "data: [DONE]\n\n"


if __name__ == "__main__":
    listener = socket.create_server(("127.0.0.1", 0))
    print(f"  HTTP  http://127.0.0.1:{listener.getsockname()[1]}/docs", flush=True)
    config = uvicorn.Config(app, loop="uvloop", http="httptools", log_level="warning", access_log=False, ws="none")
    uvicorn.Server(config).run(sockets=[listener])
