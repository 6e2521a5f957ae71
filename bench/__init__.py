"""`python -m bench`: what Linli costs, as ratios against what the machine can do, measured in one run."""
