// An OpenAI-compatible server that is not ours, with a few scripted answers; prints its URL, ends with its standard input.
import { LLMock } from "@copilotkit/aimock";

const server = new LLMock({ port: 0, host: "127.0.0.1", chunkSize: 4, logLevel: "silent", strict: true, auth: { apiKeys: ["sk-right"] } });
server.onMessage("greet", { content: "Grüße an 🌍, und guten Tag!" });
server.onMessage("weather", {
  toolCalls: [{ name: "get_weather", arguments: JSON.stringify({ location: "Ulm" }) }],
});
server.onMessage("too many", { error: { message: "slow down", type: "rate_limit_error" }, status: 429 });
server.onMessage("broken", { error: { message: "out of memory", type: "server_error" }, status: 500 });
server.onMessage("cut", { content: "this answer never ends as it should" }, { truncateAfterChunks: 3 });
server.onMessage("slow", { content: "x".repeat(4000) }, { latency: 20 });
server.onEmbedding("vector", { embedding: [0.25, -0.5, 1] });
await server.start();
console.log(server.url);
process.stdin.on("end", () => process.exit(0)).resume();
