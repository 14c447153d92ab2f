FROM base
RUN <<-EOF
	echo tabs > /out
		echo more >> /out
	EOF
