FROM base
COPY --from=nowhere.invalid/x:1 /a /b
# case: fails
