"""Facts of a certificate, a key and what comes of them."""

from zoneinfo import ZoneInfo

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from skills.credentials.achievement import Addresses, Place, credential_of
from skills.credentials.proofs import with_proof
from skills.credentials.tokens import token_of

ADDRESSES = Addresses("https://hall.example")
ZONE = ZoneInfo("Asia/Shanghai")
KEY = Ed25519PrivateKey.from_private_bytes(b"7" * 32)


def facts(**changes):
    found = {
        "number": "XC-2026-000001",
        "name": "龚䶮",
        "hall": {"zh": "嘉兴营业厅", "en": "Jiaxing Service Hall"},
        "issuer": {"zh": "嘉兴供电公司", "en": "Jiaxing Power Supply"},
        "certification": {"zh": "手语服务上岗证书", "en": "Certificate in Sign Language"},
        "skills": [{"zh": "手语", "en": "Sign language", "level": 3, "level_zh": "持证", "level_en": "Certified"}],
        "evidence": {"zh": "手语基础", "en": "Sign basics"},
        "issued_on": "2026-03-01",
        "valid_from": "2026-03-01",
        "valid_until": "2027-02-28",
        "verify_path": "/verify/abcdefghijklmnopqrstuv/",
    }
    return {**found, **changes}


def credential(**changes):
    return credential_of(facts(**changes), addresses=ADDRESSES, place=Place(1, 5), zone=ZONE)


def secured(**changes):
    method = ADDRESSES.method("key-1")
    return with_proof(credential(**changes), method=method, created="2026-03-01T01:00:00Z", sign=KEY.sign)


def token(**changes):
    return token_of(credential(**changes), kid=ADDRESSES.kid("key-1"), sign=KEY.sign)


def verify_with_key(signature, data):
    try:
        KEY.public_key().verify(signature, data)
    except InvalidSignature:
        return False
    return True
