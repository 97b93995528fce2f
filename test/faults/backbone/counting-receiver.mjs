// Somebody's server, in a process of its own: it writes down what came before it answers, and tells by GET what it has.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';

const hooks = new Map();

const server = createServer((request, response) => {
  if (request.method === 'GET') {
    response.end(JSON.stringify([...hooks]));
    return;
  }
  const chunks = [];
  request.on('data', chunk => chunks.push(chunk));
  request.on('end', () => {
    const id = String(request.headers['webhook-id']);
    const known = hooks.get(id) ?? [];
    hooks.set(id, [...known, createHash('sha256').update(Buffer.concat(chunks)).digest('hex')]);
    response.writeHead(204).end();
  });
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
