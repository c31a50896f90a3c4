"""The organizer panel: one module per screen; `screens` lists them all.

No models and no rules of its own: it uses the domains' services, and nothing uses it.
"""
