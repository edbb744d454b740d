// A child that does what the request says; the protocol of answer-parent.ts written out, so that tests need no build.
const kept = [];
process.on('disconnect', () => process.exit(0));
process.on('message', async ({ request }) => {
  const say = (message) => process.send(message);
  switch (request.do) {
    case 'answer':
      return say({ kind: 'answer', answer: request.value });
    case 'who':
      return say({ kind: 'answer', answer: { pid: process.pid, env: { ...process.env }, folder: process.cwd() } });
    case 'connect': {
      const { connect } = await import('node:net');
      const socket = connect({ host: '127.0.0.1', port: request.port });
      socket.on('connect', () => say({ kind: 'answer', answer: 'connected' }));
      socket.on('error', (error) => say({ kind: 'answer', answer: error.code }));
      return undefined;
    }
    case 'loop':
      for (;;) kept.length = 0;
    case 'hold buffers':
      for (;;) kept.push(Buffer.alloc(8_000_000, 1));
    case 'hold heap':
      for (;;) kept.push(Array.from({ length: 10_000 }, (_, n) => ({ n })));
    case 'keep':
      kept.push(Buffer.alloc(request.bytes, 1));
      return say({ kind: 'answer', answer: process.pid });
    case 'exit':
      return process.exit(7);
    case 'throw':
      return say({ kind: 'error', message: 'the handler threw', stack: undefined });
    case 'refuse':
      return say({ kind: 'input-error', what: 'This is not a PDF.', next: 'Choose another file.', path: 'a.pdf' });
    default:
      return undefined;
  }
});
process.send({ kind: 'ready' });
