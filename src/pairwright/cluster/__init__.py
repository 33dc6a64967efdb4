"""Jobs in the queue of a cluster: submitting, asking, clearing what a dead run left."""
