import asyncio
import importlib
import time


class NothingToSelect:
    def select(self, timeout=None):
        if timeout is None:
            raise RuntimeError("deadlock: every task waits and nothing is left that could wake one")
        if timeout > 0:
            time.sleep(timeout)
        return ()

    def get_map(self):
        return {}

    def close(self):
        pass


class EventLoop(asyncio.base_events.BaseEventLoop):
    def __init__(self):
        super().__init__()
        self._selector = NothingToSelect()

    def _process_events(self, event_list):
        pass

    def _write_to_self(self):
        pass

    def run_in_executor(self, executor, func, *args):
        future = self.create_future()
        try:
            future.set_result(func(*args))
        except BaseException as error:
            future.set_exception(error)
        return future

    async def shutdown_default_executor(self, timeout=None):
        pass


class EventLoopPolicy(asyncio.events._BaseDefaultEventLoopPolicy):
    _loop_factory = EventLoop


for made in (EventLoop, EventLoopPolicy):
    made.__module__ = "asyncio"
asyncio.events._set_running_loop(None)
asyncio.events._set_event_loop_policy(EventLoopPolicy())
asyncio.SelectorEventLoop = asyncio.EventLoop = asyncio.DefaultEventLoop = EventLoop
# Pyodide put its own run and Runner here.
asyncio.runners.events = asyncio.events
asyncio.runners = importlib.reload(asyncio.runners)
asyncio.run, asyncio.Runner = asyncio.runners.run, asyncio.runners.Runner
