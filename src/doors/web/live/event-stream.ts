/** One message of an event stream. */
export interface StreamMessage {
  /** Its kind, "message" where it says none. */
  event: string;
  data: string;
}

/** Reads an event stream (WHATWG HTML, server-sent events) from pieces of text that may be cut anywhere. */
export class EventStreamReader {
  #line = '';
  #event = '';
  #data: string[] = [];
  /** Whether the last piece ended between the two characters of a line break. */
  #broken = false;

  /** The messages that a further piece of the stream completes. */
  read(piece: string): StreamMessage[] {
    const messages: StreamMessage[] = [];
    for (const letter of piece) {
      const second = this.#broken && letter === '\n';
      this.#broken = letter === '\r';
      if (second) continue;
      if (letter !== '\n' && letter !== '\r') {
        this.#line += letter;
        continue;
      }
      const message = this.#take(this.#line);
      this.#line = '';
      if (message !== null) messages.push(message);
    }
    return messages;
  }

  #take(line: string): StreamMessage | null {
    if (line === '') {
      const message = this.#data.length === 0 ? null : { event: this.#event === '' ? 'message' : this.#event, data: this.#data.join('\n') };
      this.#event = '';
      this.#data = [];
      return message;
    }
    const colon = line.indexOf(':');
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') this.#event = value;
    if (field === 'data') this.#data.push(value);
    return null;
  }
}
