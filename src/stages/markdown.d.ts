/** A check's page is read as text: the build and the tests load `.md` files through the same loader. */
declare module '*.md' {
  const text: string;
  export default text;
}
