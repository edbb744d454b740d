export function TextScreen() { return null; }
