// A receiver of webhooks: answers 204 after LATENCY ms. GET tells how many came since the last GET, the first and the last.
import { createServer } from 'node:http';

const latency = Number(process.env.LATENCY ?? 0);
let [count, first, last] = [0, 0, 0];
let ids = new Set();

const tell = response => {
  response.end(JSON.stringify({ count, first, last, unique: ids.size }));
  [count, first, last] = [0, 0, 0];
  ids = new Set();
};
const take = (request, response) => {
  last = Date.now();
  first ||= last;
  count += 1;
  ids.add(request.url + request.headers['webhook-id']);
  const answer = () => response.writeHead(204).end();
  if (latency > 0) setTimeout(answer, latency);
  else answer();
};
const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  request.resume();
  request.on('end', () => (request.method === 'GET' ? tell(response) : take(request, response)));
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
