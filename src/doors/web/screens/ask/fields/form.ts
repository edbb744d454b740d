import { createContext, use, useId, useState } from 'react';
import type { InputProblem } from '#agreement/facts/problem';
import type { Answers } from '#agreement/facts/schema/answers-file';
import { valueAt } from '#agreement/facts/read';
import { same } from '#stages/draft/reading';
import type { ShownParty } from '../../../components/party';

/** What the fields of one question share. */
export interface Form {
  answers: Answers;
  parties: ShownParty[];
  readOnly: boolean;
  /** Sets an answer, or takes it back with undefined; false where it cannot stand, and the field (of `shownAt`, if given) says why. */
  set(path: string, value: unknown, shownAt?: string): boolean;
  /** Says why the words in a field are no answer yet; undefined takes that back. */
  refuse(path: string, what: string | undefined): void;
  /** Takes back all that was said of a field and of those inside it. */
  forget(path: string): void;
  /** Why what stands in a field was not taken over. */
  problems: ReadonlyMap<string, InputProblem>;
  /** True if the wording drafted now reads the fact, or something of it; paths have `*` in place of ids. */
  isUsed(path: string): boolean;
}

/** Holds the form of the question. */
export const FormContext = createContext<Form | null>(null);

/** The form around this field. */
export function useForm(): Form {
  const form = use(FormContext);
  if (form === null) throw new Error('no form around this field');
  return form;
}

/** The DOM id of the first input of a field, so that the summary of errors can lead to it. */
export function fieldId(path: string): string {
  return `f-${path.replaceAll('.', '-')}`;
}

/** What stands in an input: kept as typed, even where it is no answer; follows the answer where that changes elsewhere. */
export function useTyped<T>(path: string, toTyped: (value: unknown) => T, toValue: (typed: T) => unknown): { typed: T; type: (typed: T) => void } {
  const form = useForm();
  const value = valueAt(form.answers, path);
  const [typed, setTyped] = useState(() => toTyped(value));
  const [known, setKnown] = useState(value);
  if (!same(known, value)) {
    setKnown(value);
    if (!same(toValue(typed), value)) setTyped(toTyped(value));
  }
  return {
    typed,
    type: (next) => {
      setTyped(next);
      form.set(path, toValue(next));
    },
  };
}

/** What a field needs to name itself and its trouble; the trouble shows once the reader has left the field. */
export function useField(path: string): { id: string; problem: InputProblem | undefined; describedBy: string | undefined; hintId: string; leave: { onFocus: () => void; onBlur: () => void } } {
  const { problems } = useForm();
  const [inside, setInside] = useState(false);
  const own = useId();
  const problem = inside ? undefined : problems.get(path);
  return {
    id: fieldId(path),
    problem,
    hintId: `${own}-hint`,
    describedBy: problem === undefined ? undefined : `${own}-hint`,
    leave: { onFocus: () => setInside(true), onBlur: () => setInside(false) },
  };
}

/** Why a typed answer cannot stand, as one sentence for people: no codes, no paths. */
export function problemInWords(problem: InputProblem): string {
  const expected = problem.expected === '' ? '' : ` Expected: ${problem.expected}.`;
  return `${problem.what}${expected}`;
}
