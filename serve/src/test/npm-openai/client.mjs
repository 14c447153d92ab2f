// Drives a server with OpenAI's own client and prints what it saw as one JSON object: node client.mjs BASE_URL
import OpenAI from 'openai';

const client = new OpenAI({ baseURL: process.argv[2], apiKey: 'none', maxRetries: 0 });
const messages = [{ role: 'user', content: 'Grüße, "world"' }];
const seen = {};

seen.models = [];
for await (const model of client.models.list()) seen.models.push(model.id);

const chat = await client.chat.completions.create({ model: 'scripted', messages, max_tokens: 20, temperature: 0 });
seen.chat = chat.choices[0].message.content;
seen.chatReason = chat.choices[0].finish_reason;
seen.chatTokens = chat.usage.completion_tokens;

seen.streamed = '';
const stream = await client.chat.completions.create({
  model: 'scripted', messages, max_tokens: 20, temperature: 0, stream: true, stream_options: { include_usage: true },
});
for await (const chunk of stream) {
  seen.streamed += chunk.choices[0]?.delta?.content ?? '';
  if (chunk.usage) seen.streamedTokens = chunk.usage.completion_tokens;
}

// The client's own helper puts chunks together, and checks their order.
const helper = client.chat.completions.stream({ model: 'scripted', messages, max_tokens: 20, temperature: 0 });
seen.assembled = (await helper.finalChatCompletion()).choices[0].message.content;

const left = await client.chat.completions.create({ model: 'scripted', messages, max_tokens: 1000000, stream: true });
for await (const chunk of left) if (chunk.choices[0]?.delta?.content) break;

const completion = await client.completions.create({ model: 'scripted', prompt: ['a', 'b'], max_tokens: 5, temperature: 0 });
seen.completions = completion.choices.map(choice => choice.text);

// Asks for base64 and decodes it by itself.
const embedding = await client.embeddings.create({ model: 'scripted', input: 'a text' });
seen.embedding = embedding.data[0].embedding;

for (const [name, call] of Object.entries({
  unknownModel: () => client.chat.completions.create({ model: 'other', messages }),
  wrongParameter: () => client.chat.completions.create({ model: 'scripted', messages, temperature: -1 }),
})) {
  try {
    await call();
  } catch (failure) {
    seen[name] = { kind: failure.constructor.name, status: failure.status, code: failure.code, param: failure.param };
  }
}
console.log(JSON.stringify(seen));
