// dynalite for LocalCloud: node dynalite.mjs ROOT PORT [FOLDER]. Its first line is "ready PORT" or "refused REASON".
import { createRequire } from 'node:module';

let server;

// A terminal sends Ctrl+C to every process, but LocalCloud's functions may still have something to write.
for (const signal of ['SIGINT', 'SIGHUP']) {
  process.on(signal, () => {});
}

// However LocalCloud ends, kill -9 included, its end of the pipe is closed.
process.stdin.on('end', end).on('error', end).resume();
process.on('SIGTERM', end);

const [root, port, path] = process.argv.slice(2);
const tools = createRequire(`${root}/package.json`);
const dynalite = tools('dynalite');
const { Level } = createRequire(tools.resolve('dynalite'))('level');

// dynalite opens its folder unwatched, and would break at the first request.
if (path) {
  const folder = new Level(path);
  await folder.open().then(() => folder.close()).catch(error => refuse(error.cause ?? error));
}

server = dynalite({ path, createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 });
server.once('error', error => refuse(error));
server.listen(Number(port), '127.0.0.1', () => console.log(`ready ${server.address().port}`));

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
