// dynalite for LocalCloud: node dynalite.mjs ROOT PORT ORIGINS [FOLDER]. Its first line is "ready PORT" or "refused REASON".
// ORIGINS: the pages that may call, separated by spaces; "loopback" stands for every page of this machine, "*" for all.
import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import { createRequire } from 'node:module';

let server;

// A terminal sends Ctrl+C to every process, but LocalCloud's functions may still have something to write.
for (const signal of ['SIGINT', 'SIGHUP']) {
  process.on(signal, () => {});
}

// However LocalCloud ends, kill -9 included, its end of the pipe is closed.
process.stdin.on('end', end).on('error', end).resume();
process.on('SIGTERM', end);

// dynalite throws when a client leaves in the middle of its request.
process.on('uncaughtException', error => {
  if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') {
    console.error(error);
    process.exit(1);
  }
});

const [root, port, allowedOrigins, path] = process.argv.slice(2);
const origins = allowedOrigins.split(' ');
const tools = createRequire(`${root}/package.json`);
const dynalite = tools('dynalite');
const { Level } = createRequire(tools.resolve('dynalite'))('level');
const { MemoryLevel } = createRequire(tools.resolve('dynalite'))('memory-level');

// dynalite never closes the iterators that it opens, and an open iterator keeps a snapshot of the whole database.
const iteratorsOfRequest = new AsyncLocalStorage();
closeIterators(Level.prototype);
closeIterators(MemoryLevel.prototype);

// dynalite does not wait for its folder to open, and would break at the first request.
if (path) {
  const folder = new Level(path);
  await folder.open().then(() => folder.close()).catch(error => refuse(error.cause ?? error));
}

server = dynalite({ path, createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 });
const [answer] = server.listeners('request');
server.removeAllListeners('request');
server.on('request', (request, response) => {
  if (!isLocal(request.headers.host) || !isAllowed(request.headers)) {
    response.writeHead(403, { 'Content-Type': 'application/json' }).end('{"message":"Forbidden"}');
    return;
  }

  if (isRead(request)) {
    answerTracked(request, response);
  } else {
    answer(request, response);
  }
});
server.requestTimeout = 30_000;
server.once('error', error => refuse(error));
server.listen(Number(port), '127.0.0.1', () => console.log(`ready ${server.address().port}`));

function answerTracked(request, response) {
  const iterators = new Set();
  response.on('close', () => iterators.forEach(iterator => iterator.close().catch(() => {})));
  iteratorsOfRequest.run(iterators, () => {
    // A listener runs in the context of whoever emits the event, here the connection, unless it is bound to this one.
    const on = request.on;
    request.on = (event, listener) => on.call(request, event, AsyncResource.bind(listener));
    answer(request, response);
  });
}

// An iterator closes at its end, and at the latest with the response of the request that opened it.
function closeIterators(level) {
  for (const method of ['keys', 'values']) {
    const open = level[method];
    level[method] = function (...options) {
      const iterator = open.apply(this, options);
      const iterators = iteratorsOfRequest.getStore();
      iterators?.add(iterator);
      const next = iterator.next;
      iterator.next = async function () {
        const item = await next.call(iterator);
        if (item === undefined) {
          iterators?.delete(iterator);
          await iterator.close();
        }

        return item;
      };
      return iterator;
    };
  }
}

// Other requests may go on after their response: DeleteTable deletes the items behind it.
function isRead(request) {
  return /\.(Query|Scan)$/.test(request.headers['x-amz-target'] ?? '');
}

// A page that has its own name resolve to 127.0.0.1 still sends its own name.
function isLocal(host) {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i.test(host ?? '');
}

function isAllowed({ origin, host }) {
  return origin === undefined || origin === `http://${host}` || origins.includes('*') || origins.includes(origin.toLowerCase())
    || (origins.includes('loopback') && isLocal(/^https?:\/\/([^/]+)$/.exec(origin)?.[1]));
}

function end() {
  if (server?.listening) {
    server.close(() => process.exit(0));
    setTimeout(() => server.closeAllConnections(), 1000);
  } else {
    process.exit(0);
  }
}

function refuse(error) {
  console.log(`refused ${error.code ?? error.message}`);
  process.exit(1);
}
