export type { Answer, Answers, Party } from '#agreement/facts/schema/answers-file';
