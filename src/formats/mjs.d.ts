/** A program that is handed out as a file is read as text: the build and the tests load `.mjs?raw` through the same loader. */
declare module '*.mjs?raw' {
  const text: string;
  export default text;
}
