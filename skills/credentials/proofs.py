"""A signature inside a credential: Data Integrity with the cryptosuite `eddsa-rdfc-2022`. Pure.

W3C Data Integrity EdDSA Cryptosuites 1.0, chapter 3.2: signed are the SHA-256 digests of the canonical statements of
the proof without its value and of the document without its proof, in this order.
"""

import hashlib
from collections.abc import Callable
from typing import Any

from .linked_data import canonical
from .multibase import from_base58, to_base58
from .refusal import Refused
from .shape import PROOF, require

Sign = Callable[[bytes], bytes]


def with_proof(document: dict[str, Any], *, method: str, created: str, sign: Sign) -> dict[str, Any]:
    """The document with a proof. `method` is the address of the key, `created` an ISO moment. Raises Refused when the
    document says something that the contexts do not define."""
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": created,
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
    }
    value = "z" + to_base58(sign(_signed_bytes(document, proof)))
    return {**document, "proof": {**proof, "proofValue": value}}


def proof_holds(secured: dict[str, Any], verify: Callable[[bytes, bytes], bool]) -> bool:
    """Whether the proof of a document was made by the key whose `verify(signature, data)` this is.

    Which key that is the caller decides; from the document comes nothing but its name. Raises Refused for a proof of
    another shape and for words that are not defined.
    """
    require(secured.get("proof"), PROOF, "proof")
    proof = dict(secured["proof"])
    signature = _signature(proof.pop("proofValue"))
    document = {key: value for key, value in secured.items() if key != "proof"}
    return verify(signature, _signed_bytes(document, proof))


def _signed_bytes(document, proof):
    config = canonical({"@context": document["@context"], **proof})
    return hashlib.sha256(config).digest() + hashlib.sha256(canonical(document)).digest()


def _signature(text):
    try:
        signature = from_base58(text[1:]) if text.startswith("z") else b""
    except ValueError:
        signature = b""
    # One spelling only, as everywhere.
    if len(signature) != 64 or "z" + to_base58(signature) != text:
        raise Refused("wrong_type", "proof.proofValue")
    return signature
