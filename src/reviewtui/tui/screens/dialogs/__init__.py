"""Windows over a place: each asks one thing and returns it, or asks, keeps what was said and comes back.

What a place calls, each inside a worker (``@work``):

    await call_details(self, sheet)                                     # from .call
    await not_reached(self, (account_id, name), review_id=..., channel=...)
    await log_urgent(self, (account_id, name), review_id=...)           # from .urgent
    await self.app.push_screen_wait(ask_date("New date", "what for", as_of, order))      # from .dates
    await choose_account(self.app, "For which account?")                # from .accounts
"""
