"""Communicating With Congress: what the gateways of both chambers need.

Facts and their sources are in docs/cwc.md. The two channels themselves are in
`app.letters.channels`.
"""
