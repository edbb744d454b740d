export function SignScreen() { return null; }
