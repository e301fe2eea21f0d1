"""The parts of `insecta reconcile`, one for each pair of things that are compared."""
