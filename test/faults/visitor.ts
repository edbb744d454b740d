import type { z } from 'zod';
import { operations } from '#operations/index';
import type { Context, Operation } from '#operations/operation';
import { performWhole } from '#operations/perform';
import type { World } from '#world/world';

/** A password for everybody here. */
export const password = 'four quiet horses run';

/** The token of a link. */
export const tokenOf = (link: string | null): string => (link ?? '').slice((link ?? '').indexOf('#') + 1);

const known = new Map(operations.map((one) => [one.name, one as Operation<z.ZodType, z.ZodType>]));

/** An operation by its name, as the doors find it. */
export function operationOf(name: string): Operation<z.ZodType, z.ZodType> {
  const found = known.get(name);
  if (found === undefined) throw new Error(`there is no operation ${name}`);
  return found;
}

/** Somebody with a browser: keeps cookies and calls operations as the HTTP door does. */
export class Visitor {
  constructor(readonly world: World, readonly cookies = new Map<string, string>()) {}

  /** Carries an operation out; with a key it is carried out once. */
  async do<T>(name: string, input: Record<string, unknown>, key?: string): Promise<T> {
    const { result, cookies } = await performWhole(operationOf(name), await this.#context(), input, this.world, { key });
    for (const line of cookies) {
      const [, cookie = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      this.cookies.set(cookie, value);
    }
    return result as T;
  }

  async #context(): Promise<Context> {
    const headers = new Headers({ cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') });
    return { person: await this.world.accounts.personOf(headers), caller: { headers, address: '192.0.2.7' } };
  }
}
