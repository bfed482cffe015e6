/* Checks credentials with Digital Bazaar's libraries and tokens with jose. Neither had any part in issuing them.

   Reads from standard input {documents, keys, now, items}: `documents` are all that exist in the world, by address
   (contexts, issuer, status lists); nothing is ever fetched. An item is {form: "json" | "jwt", text}, or
   {form: "sign", document, seed, controller, id} to sign one here for the way back. Writes the list of answers. */

import * as vc from '@digitalbazaar/vc';
import * as ed25519 from '@digitalbazaar/ed25519-multikey';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import jsigs from 'jsonld-signatures';
import securityContext from '@digitalbazaar/security-context';
import {createLocalJWKSet, jwtVerify} from 'jose';

const MULTIKEY = 'https://w3id.org/security/multikey/v1';

function loaderOf(documents) {
  const known = new Map([...securityContext.contexts, ...Object.entries(documents)]);
  return async address => {
    const [page, fragment] = address.split('#');
    let document = known.get(page);
    if(document && fragment) {
      const method = (document.verificationMethod || []).find(({id}) => id === address);
      document = method && {'@context': MULTIKEY, ...method};
    }
    if(!document) {
      throw new Error(`nothing is fetched: ${address}`);
    }
    return {contextUrl: null, documentUrl: address, document: structuredClone(document)};
  };
}

async function verifyJson(text, {documentLoader, now}) {
  const suite = new DataIntegrityProof({cryptosuite});
  const credential = JSON.parse(text);
  const result = await vc.verifyCredential({
    credential, suite, documentLoader, now,
    checkStatus: options => checkStatus({...options, suite, documentLoader})
  });
  // The word for a bit that is set: the list was read, and it speaks against the credential.
  const set = (result.statusResult?.results || []).some(({status}) => status);
  return {verified: Boolean(result.verified) && !set, error: String(result.error?.errors?.[0] || result.error || ''), set};
}

async function verifyToken(text, {keys, now}) {
  await jwtVerify(text, createLocalJWKSet(keys), {currentDate: new Date(now)});
  return {verified: true};
}

async function sign({document, seed, controller, id}, {documentLoader}) {
  const pair = await ed25519.generate({id, controller, seed: Uint8Array.from(Buffer.from(seed, 'hex'))});
  const suite = new DataIntegrityProof({signer: pair.signer(), cryptosuite});
  const purpose = new jsigs.purposes.AssertionProofPurpose();
  const signed = await jsigs.sign(document, {suite, purpose, documentLoader});
  return {signed, publicKeyMultibase: pair.publicKeyMultibase};
}

async function answer(item, world) {
  try {
    if(item.form === 'sign') {
      return await sign(item, world);
    }
    return await (item.form === 'jwt' ? verifyToken : verifyJson)(item.text, world);
  } catch(error) {
    return {verified: false, error: String(error)};
  }
}

async function main() {
  let text = '';
  for await (const piece of process.stdin.setEncoding('utf8')) {
    text += piece;
  }
  const given = JSON.parse(text);
  const world = {documentLoader: loaderOf(given.documents), keys: given.keys, now: given.now};
  const answers = [];
  for(const item of given.items) {
    answers.push(await answer(item, world));
  }
  process.stdout.write(JSON.stringify(answers));
}

main();
