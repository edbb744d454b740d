/** A whole number with commas between thousands: 1,204. */
export function spelled(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A number of bytes in words: "1 byte", "1,204 bytes". */
export function byteCount(value: number): string {
  return value === 1 ? '1 byte' : `${spelled(value)} bytes`;
}
