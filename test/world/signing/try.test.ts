import { test } from "vitest";
import { verifyPdf } from "#world/signing/verify";
import { freshAuthority, signedPdf } from "./sample.ts";
test("x", async () => {
    const pdf = await signedPdf(3, await freshAuthority(), false);
    const text = Buffer.from(pdf).toString("latin1");
    const start = text.lastIndexOf("/Contents <") + "/Contents <".length;
    const seen: string[] = [];
    for (let at = start; at < start+2800; at++) for (const bit of [0,1,2,3,6]) {
      const c = Uint8Array.from(pdf); c[at]! ^= 1 << bit;
      try { if (verifyPdf(c).verdict === "intact") seen.push(`${at-start} ${bit} ${text[at]}->${String.fromCharCode(c[at]!)} ctx ${text.slice(start+ (at-start & ~1)-20, start + (at-start & ~1)+20)}`);
      } catch (e) { seen.push(`${at-start} ${(e as Error).message}`)}
    }
    console.log(seen.length, seen.slice(0,60).join("\n"));
}, 100000);
