/** Markdown and files asked for with `?raw` are read as text, by the same loader as in the build. */
declare module '*.md' {
  const text: string;
  export default text;
}
declare module '*?raw' {
  const text: string;
  export default text;
}
