# --- the classifier ---------------------------------------------------------------------------------------------------

# scikit-learn lives in an environment of its own: nothing at run time needs it. One thread and no hash seed, so that
# the same corpus gives the same bytes.
TRAINING := .tools/training/bin/python
TRAINING_ENV := OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 PYTHONHASHSEED=0

.tools/training/.installed: training/requirements.txt | .tools/uv/.tried
	@echo "Installing the training environment into .tools/training"
	@$(call environment,.tools/training,$<)
	@$(TRAINING) -m functions.classify.encoder.prepare
	@touch $@

.PHONY: train
train: .tools/training/.installed ## rebuild the classifier's weights from the corpus, and record what they score
	@$(TRAINING_ENV) $(TRAINING) -m training.train
	@$(TRAINING_ENV) $(TRAINING) -m training.evaluate --record

.PHONY: evaluate
evaluate: .tools/training/.installed .venv/.installed ## what the classifier scores; REAL=<file> takes other labelled messages
	@$(TRAINING_ENV) $(TRAINING) -m training.evaluate $(if $(REAL),--real "$(REAL)")
	@$(BIN)/python -m training.pages
	@$(BIN)/python -m training.outages
