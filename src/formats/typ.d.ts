/** A Typst template is read as text: the build and the tests load `.typ?raw` through the same loader. */
declare module '*.typ?raw' {
  const text: string;
  export default text;
}
