export function SignField() { return null; }
