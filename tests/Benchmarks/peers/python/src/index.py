"""The same two jobs as a Python function on boto3, as its users write and ship it; _HANDLER picks one, as it does for ours."""
import importlib
import os

import runtime

runtime.run(importlib.import_module(os.environ["_HANDLER"]).handle)
