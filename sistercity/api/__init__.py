"""The cooperation as data: the same texts and the same derived status as on the pages.

Read only, and only what everybody may read: no drafts, no training data, nothing internal.
"""

from ninja import Router

from sistercity.api import agreements, benefits, partners, stages

router = Router(tags=["cooperation"])
for part in (partners, agreements, benefits, stages):
    router.add_router("", part.router)
