import { describe, expect, test } from 'vitest';
import { EventStreamReader, type StreamMessage } from '#doors/web/live/event-stream';

const read = (...pieces: string[]): StreamMessage[] => {
  const reader = new EventStreamReader();
  return pieces.flatMap((piece) => reader.read(piece));
};
const m = (data: string, event = 'message'): StreamMessage => ({ event, data });

describe('an event stream', () => {
  test.each<[name: string, pieces: string[], messages: StreamMessage[]]>([
    ['a message', ['data: x\n\n'], [m('x')]],
    ['its kind', ['event: changed\ndata: {"a":1}\n\n'], [m('{"a":1}', 'changed')]],
    ['the kind is of one message', ['event: a\ndata: x\n\ndata: y\n\n'], [m('x', 'a'), m('y')]],
    ['several lines', ['data: x\ndata: y\n\n'], [m('x\ny')]],
    ['one space is not the message', ['data:  x\n\n', 'data:y\n\n'], [m(' x'), m('y')]],
    ['a field without a colon', ['data\n\n'], [m('')]],
    ['comments and unknown fields are nothing', [': still here\n\n', 'id: 7\nretry: 5\ndata: x\n\n'], [m('x')]],
    ['a kind without data is nothing', ['event: a\n\ndata: x\n\n'], [m('x')]],
    ['what is not finished waits', ['data: x\n'], []],
    ['line breaks of all systems', ['data: x\r\n\r\ndata: y\r\rdata: z\n\n'], [m('x'), m('y'), m('z')]],
    ['a line break cut in two', ['data: x\r', '\n\r', '\ndata: y\n\n'], [m('x'), m('y')]],
    ['letters beyond ASCII', ['data: Ünï 合同 😀\n\n'], [m('Ünï 合同 😀')]],
  ])('%s', (_name, pieces, messages) => expect(read(...pieces)).toEqual(messages));

  test('is the same however it is cut', () => {
    const text = ': hi\n\nevent: a\r\ndata: x\r\n\r\ndata: 1\ndata: 2\n\n';
    expect(read(...text)).toEqual(read(text));
  });
});
