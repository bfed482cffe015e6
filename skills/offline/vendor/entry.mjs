// What the offline page borrows from others, as one script. How it is put together: README.md beside this file.
import * as ed25519 from "@noble/ed25519";
import { sha512 } from "@noble/hashes/sha2.js";
import { inflateSync } from "fflate";
import jsQR from "jsqr";

ed25519.hashes.sha512 = sha512;
globalThis.borrowed = {
  inflate: (data, dictionary) => inflateSync(data, { dictionary }),
  verify: (signature, message, key) => ed25519.verify(signature, message, key, { zip215: false }),
  readCode: (pixels, width, height) => jsQR(pixels, width, height),
};
