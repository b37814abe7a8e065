"""Push bodies of OneNET (中国移动), old platform and new, with the check of the address and of signatures.

`signature = base64(md5(token + nonce + msg))`. MD5 is what the platform offers; the token keeps strangers out as long
as it is secret, and TLS keeps it so. The encrypted mode is AES in CBC, which the standard library does not have: hand
`read` a function that decrypts. See docs/protocols/onenet.md.
"""

from ._json import NotJsonError
from .push import BadPushError, Item, ItemType, Push, answer_check, read, signature_of

__all__ = ["BadPushError", "Item", "ItemType", "NotJsonError", "Push", "answer_check", "read", "signature_of"]
