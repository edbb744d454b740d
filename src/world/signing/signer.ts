import type { Authority } from '#world/signing/authority';
import { seal } from '#world/signing/seal';
import { sign } from '#world/signing/sign';
import type { Signer } from '#world/world';

/** Seals and signs with the authority of this installation. */
export function createSigner(authority: Authority): Signer {
  return {
    async seal(pdf, fields) {
      return seal(pdf, fields).pdf;
    },
    async sign(pdf, { field, name, organisation, role, reason, at }) {
      const signer = { name, party: organisation, role };
      return sign(pdf, { field, signer, reason, at: new Date(at), authority });
    },
  };
}
