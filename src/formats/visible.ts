// Formats and stages show hidden characters alike.
export { isHidden, markOf, showHidden } from '#agreement/words/visible';
