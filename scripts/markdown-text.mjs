/** Vite plugin: `import text from './page.md'` gives the text of the page, the same in server bundle, web bundle and tests. */
export function markdownText() {
  return {
    name: 'markdown-text',
    enforce: 'pre',
    transform: {
      filter: { id: /\.md$/ },
      handler: (text) => ({ code: `export default ${JSON.stringify(text)};`, map: null, moduleType: 'js' }),
    },
  };
}
