"""What is claimed, by the posts and the literature, held against what a run computed."""
