"""Cases that hold every copy of the decision equal to this one: docs/decision-cases.json.

The file says everything that a copy in another language needs: descriptions of releases, inputs,
and what this code answered. docs/decision-cases.md describes it.
"""
