/** The addresses of the screens, as the web app knows them; a test compares the two. Parts in braces stand for anything without a slash. */
export const pages: readonly string[] = [
  '/',
  '/new',
  '/verify',
  '/a/{id}',
  '/a/{id}/ask',
  '/a/{id}/ask/check',
  '/a/{id}/ask/{section}/{question}',
  '/a/{id}/text',
  '/a/{id}/sign',
  '/a/{id}/sign/{field}',
  '/a/{id}/track',
];
