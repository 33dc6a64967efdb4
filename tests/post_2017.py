"""What the post of 2017 printed of its own fit of x^(1/3)."""

import numpy as np

# w0, b0, w1, b1, in the order of the network's flat parameters.
PARAMETERS = np.array(
    [
        *(5.3312122926210703, 54.6923797622945, -0.50881373227993232),
        *(2.9834159679095662, 2.6062295455987199, -2.3782572250527778),
        *(42.377172168160477, 22.036104340171004, -50.075636975961089),
        -113.179935862,
    ]
)
