/*
 * The content policy allows no code made from text, and zod would try: it reads this setting when it is loaded.
 * Imported before everything else.
 */
(globalThis as { __zod_globalConfig?: { jitless?: boolean } }).__zod_globalConfig = { jitless: true };
