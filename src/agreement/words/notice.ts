/**
 * The plain notice of what this product does and does not do. It stands before the first answer, on every draft and at signing
 * (legal-substance §6).
 */
export const plainNotice =
  'Entente builds a draft from your answers and from rules. It does not know all the facts, gives no legal advice, creates no ' +
  'lawyer–client relation and does not replace a qualified attorney. Its findings are hints: no findings does not mean that the ' +
  'text has the effect you want. Laws and packs carry dates. Have an attorney confirm the text before anyone signs it.';
