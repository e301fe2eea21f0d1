"""The teaching collection: drawn ant-like insects that the demo opens without network.

Everything here is drawn by this package from numbers and a seed. The kinds are invented and carry
plainly non-Latin names; nothing in them is a real taxon.
"""
